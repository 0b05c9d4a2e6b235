// Shows what needs a passkey only where the browser and the address can use one, and says in words
// when the device refused. The exchange itself is allauth's webauthn.js.
(function () {
  const isNumeric = /^[\d.]+$|^\[/.test(window.location.hostname)
  const isPossible = Boolean(window.PublicKeyCredential) && !isNumeric
  document.querySelectorAll('[data-passkey]').forEach(part => { part.hidden = !isPossible })
  document.querySelectorAll('[data-passkey-no-name]').forEach(part => { part.hidden = !isNumeric })
  document.addEventListener('allauth.error', event => {
    const trouble = document.getElementById('passkey-trouble')
    if (!trouble) return
    event.preventDefault()
    trouble.hidden = false
  })
})()
