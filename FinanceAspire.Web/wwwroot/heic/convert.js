// A HEIC picture becomes an upright JPEG: by the browser where it can (Safari), else by libheif, which is loaded then. A worker,
// so that the page stays alive, and since this answer alone may compile WebAssembly (decision 18).
const MOST_PIXELS = 50_000_000;

// What the server keeps of a JPEG.
const KEPT_PIXELS = 20_000_000;

const library = async () => {
  importScripts("libheif.js");
  const packed = await fetch("libheif.wasm.gz");
  const unpacked = packed.body.pipeThrough(new DecompressionStream("gzip"));
  return libheif({ wasmBinary: await new Response(unpacked).arrayBuffer() });
};

// The name of the profile as ICC writes it, two bytes a letter: what every iPhone takes its pictures in.
const P3 = [..."Display P3"].flatMap(letter => [0, letter.charCodeAt(0)]);
const isWide = bytes => {
  for (let at = bytes.indexOf(P3[1]); at > 0; at = bytes.indexOf(P3[1], at + 1)) {
    if (P3.every((byte, i) => bytes[at - 1 + i] === byte)) return true;
  }
  return false;
};

const bound = (width, height) => {
  if (width * height > MOST_PIXELS) throw "large";
};

const byLibrary = async file => {
  const decoder = new (await library()).HeifDecoder(), bytes = new Uint8Array(await file.arrayBuffer());
  const images = decoder.decode(bytes);
  const image = images.find(i => i.is_primary()) ?? images[0];
  const [width, height] = [image.get_width(), image.get_height()];
  bound(width, height);
  const colorSpace = isWide(bytes) ? "display-p3" : "srgb";
  const pixels = await new Promise((done, failed) => image.display(new ImageData(width, height, { colorSpace }), shown => (shown ? done(shown) : failed("broken"))));
  return [await createImageBitmap(pixels), colorSpace];
};

onmessage = async ({ data: file }) => {
  try {
    const [picture, colorSpace] = await createImageBitmap(file).then(read => [read, "srgb"], () => byLibrary(file));
    const { width, height } = picture;
    bound(width, height);
    const scale = Math.min(1, Math.sqrt(KEPT_PIXELS / (width * height)));
    const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale)), context = canvas.getContext("2d", { colorSpace, alpha: false });
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    postMessage({ jpeg: await canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 }) });
  } catch (error) {
    postMessage({ reason: error === "large" ? "large" : "broken" });
  }
};
