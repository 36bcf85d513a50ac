/**
 * Extensions of files that are binary without a look at them. Linguist asks the registered media types; this is the part
 * of them that turns up in repositories. An extension that a language claims is not here.
 */
const BINARY_EXTENSIONS = new Set(
  `
  3ds 3g2 3gp 7z a aac aar ai aif aiff alz ape apk appimage ar arj asf avi avif bak bin blend bmp bz2 cab caf cbz cer class
  cpio crx cur dat db dcm deb der dex dll dmg doc docm docx dot dotx ds_store dylib ear egg elc eot epub exe exr f4v fla flac
  flv gif glb gz hdr heic heif ico icns iso ipa jar jfif jks jp2 jpeg jpg jxl jxr key keystore ktx lib lnk lz lz4 lzma lzo
  m4a m4v mdb mid midi mka mkv mng mo mobi mov mp2 mp3 mp4 mpeg mpg msi nes node npy npz nupkg o obj odg odp ods odt oga
  ogg ogv onnx opus otf otp ott p12 parquet pb pbm pdb pdf pfb pfx pgm phar pkg png pot potx ppm pps ppsx ppt pptm pptx psd
  pyc pyd pyo qt rar rlib rm rmvb rpm rtf s7z safetensors sketch slim snupkg so sqlite sqlite3 suo swf tar tbz tbz2 tga tgz
  tif tiff tlz ttc ttf txz vsd vsdx wasm wav weba webm webp whl wim wma wmv woff woff2 xls xlsb xlsm xlsx xm xmind xpi xz z
  zip zipx zst
  `
    .trim()
    .split(/\s+/),
);
/** Of the above, those that also are text in some repositories. */
const SOMETIMES_TEXT = new Set([
  'ai',
  'bak',
  'dat',
  'db',
  'key',
  'lib',
  'mo',
  'obj',
  'o',
  'pot',
  'pb',
  'rtf',
  'a',
  'bin',
  'hdr',
]);

/** Whether the extension (without the dot) says that a file is binary; `perhaps` wants a look at the content. */
export function binaryByExtension(extension: string): 'yes' | 'perhaps' | 'no' {
  const name = extension.toLowerCase();
  if (!BINARY_EXTENSIONS.has(name)) return 'no';
  return SOMETIMES_TEXT.has(name) ? 'perhaps' : 'yes';
}

/** As far as git looks for a NUL. */
const SNIFFED_BYTES = 8_000;

/** Whether content is binary: it holds a NUL early, and is not UTF-16 or UTF-32 text with a byte order mark. */
export function isBinaryContent(content: Buffer): boolean {
  const nul = content.indexOf(0);
  if (nul < 0 || nul >= SNIFFED_BYTES) return false;
  const mark = content.readUInt16BE(0);
  return content.length < 2 || (mark !== 0xfffe && mark !== 0xfeff);
}
