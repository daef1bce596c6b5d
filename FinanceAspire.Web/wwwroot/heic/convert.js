// A HEIC picture becomes an upright JPEG: libheif, in a worker, whose answer alone may compile WebAssembly (decision 18).
importScripts("libheif.js");

const MOST_PIXELS = 40_000_000;

const ready = (async () => {
  const packed = await fetch("libheif.wasm.gz");
  const unpacked = packed.body.pipeThrough(new DecompressionStream("gzip"));
  return libheif({ wasmBinary: await new Response(unpacked).arrayBuffer() });
})();

// The name of the profile as ICC writes it, two bytes a letter: what every iPhone takes its pictures in.
const P3 = [..."Display P3"].flatMap(letter => [0, letter.charCodeAt(0)]);
const isWide = bytes => {
  for (let at = bytes.indexOf(P3[1]); at > 0; at = bytes.indexOf(P3[1], at + 1)) {
    if (P3.every((byte, i) => bytes[at - 1 + i] === byte)) return true;
  }
  return false;
};

onmessage = async ({ data: file }) => {
  try {
    const decoder = new (await ready).HeifDecoder(), bytes = new Uint8Array(await file.arrayBuffer());
    const images = decoder.decode(bytes);
    const image = images.find(i => i.is_primary()) ?? images[0];
    const [width, height] = [image.get_width(), image.get_height()];
    if (width * height > MOST_PIXELS) throw new Error("too many pixels");
    const colorSpace = isWide(bytes) ? "display-p3" : "srgb";
    const pixels = await new Promise((done, failed) =>
      image.display(new ImageData(width, height, { colorSpace }), shown => (shown ? done(shown) : failed(new Error("not whole")))));
    const canvas = new OffscreenCanvas(width, height), context = canvas.getContext("2d", { colorSpace, alpha: false });
    context.putImageData(pixels, 0, 0);
    postMessage({ jpeg: await canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 }) });
  } catch (error) {
    postMessage({ error: String(error) });
  }
};
