// Photographs and signatures. Both are drawn anew: what the camera wrote beside the picture, the place first, is left behind.

const LONGEST = 1600; // pixels
const QUALITY = 0.8;

export async function photograph(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", QUALITY);
}

// The bytes of a picture that was kept as text.
export function asFile(data) {
  const [head, content] = data.split(",");
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  return new File([bytes], "picture", { type: head.slice("data:".length, head.indexOf(";")) });
}

// A field to sign in with a finger. `signed` is called with the picture after each stroke, with "" when it is cleared.
export function signing(canvas, signed) {
  const sharp = window.devicePixelRatio || 1;
  canvas.width = canvas.clientWidth * sharp;
  canvas.height = canvas.clientHeight * sharp;
  const pen = canvas.getContext("2d");
  const blank = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
  };
  blank();
  Object.assign(pen, { lineWidth: 2.5 * sharp, lineCap: "round", lineJoin: "round", strokeStyle: "#1b1f2a" });
  const at = (event) => [event.offsetX * sharp, event.offsetY * sharp];
  let drawing = false;
  canvas.addEventListener("pointerdown", (event) => {
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  canvas.addEventListener("pointerup", () => {
    drawing = false;
    signed(canvas.toDataURL("image/png"));
  });
  return {
    show(data) {
      const picture = new Image();
      picture.onload = () => pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.src = data;
    },
    clear() {
      blank();
      signed("");
    },
  };
}
