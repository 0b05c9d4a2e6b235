// The fast lane: while the page is read, this device does a little work, so that nothing more is
// asked. Without it the form works as well: a word is copied instead.
"use strict";

const form = document.querySelector("form[data-work]");
if (form && window.Worker) {
  const stamp = form.querySelector("[data-stamp]").value;
  const proof = form.querySelector("[data-proof]");
  const worker = new Worker(form.dataset.work);
  worker.addEventListener("message", (event) => {
    proof.value = event.data;
    form.dataset.worked = "yes";
    worker.terminate();
  });
  worker.postMessage(stamp);
}
