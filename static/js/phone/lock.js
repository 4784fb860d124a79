// Sealing and unsealing: AES-GCM under the secret that the server gave; the secret itself rests under the officer's code.

const ROUNDS = 600_000;
const text = { in: new TextEncoder(), out: new TextDecoder() };

export async function keyFrom(secret) {
  return crypto.subtle.importKey("raw", bytes(secret), "AES-GCM", false, ["encrypt", "decrypt"]);
}

// `place` says where a record belongs, so that none can be put in another's place.
export async function seal(key, place, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = text.in.encode(JSON.stringify(value));
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: text.in.encode(place) }, key, plain);
  return { iv, box };
}

export async function unseal(key, place, { iv, box }) {
  const how = { name: "AES-GCM", iv, additionalData: text.in.encode(place) };
  return JSON.parse(text.out.decode(await crypto.subtle.decrypt(how, key, box)));
}

// What rests on the disk of the phone: the secret, sealed under a key that only the code gives.
export async function underCode(secret, code) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { salt, rounds: ROUNDS, sealed: await seal(await keyOfCode(code, salt, ROUNDS), "code", secret) };
}

// The secret; an exception where the code is wrong.
export async function withCode({ salt, rounds, sealed }, code) {
  return unseal(await keyOfCode(code, salt, rounds), "code", sealed);
}

async function keyOfCode(code, salt, iterations) {
  const typed = text.in.encode(latinDigits(code));
  const material = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

export function latinDigits(typed) {
  return typed.trim().replace(/[٠-٩]/g, (digit) => "٠١٢٣٤٥٦٧٨٩".indexOf(digit));
}

function bytes(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
