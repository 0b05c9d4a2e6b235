// Looks for a number such that SHA-256("stamp:number") begins with as many zero bits as the stamp
// asks. SHA-256 by FIPS 180-4: the browser's own needs TLS, which an office network may not have.
"use strict";

const primes = [];
for (let n = 2; primes.length < 64; n += 1) if (primes.every((p) => n % p)) primes.push(n);
const fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
const K = Int32Array.from(primes, (p) => fraction(Math.cbrt(p)));
const START = Int32Array.from(primes.slice(0, 8), (p) => fraction(Math.sqrt(p)));
const W = new Int32Array(64);

function block(state, bytes, at) {
  for (let i = 0; i < 16; i += 1) {
    const b = at + i * 4;
    W[i] = (bytes[b] << 24) | (bytes[b + 1] << 16) | (bytes[b + 2] << 8) | bytes[b + 3];
  }
  for (let i = 16; i < 64; i += 1) {
    const x = W[i - 15];
    const y = W[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  const turn = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i += 1) state[i] = (state[i] + turn[i]) | 0;
}

// The first word of the digest is enough: no more than 32 zero bits are ever asked.
function firstWord(text) {
  const size = text.length;
  const bytes = new Uint8Array(((size + 8) >> 6 << 6) + 64);
  for (let i = 0; i < size; i += 1) bytes[i] = text.charCodeAt(i);
  bytes[size] = 0x80;
  const end = bytes.length;
  bytes[end - 2] = (size * 8) >> 8;
  bytes[end - 1] = (size * 8) & 255;
  const state = Int32Array.from(START);
  for (let at = 0; at < end; at += 64) block(state, bytes, at);
  return state[0] >>> 0;
}

self.addEventListener("message", (event) => {
  const stamp = event.data;
  const bits = atob(stamp.replaceAll("-", "+").replaceAll("_", "/")).charCodeAt(4);
  let number = 0;
  while (firstWord(`${stamp}:${number}`) >>> (32 - bits) !== 0) number += 1;
  self.postMessage(String(number));
});
