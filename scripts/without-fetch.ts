import type { Plugin } from 'vite';

const polyfill = 'if (typeof Response.prototype.bytes !== "function") {';

/**
 * Leaves out of pdf.js what it adds to `Response` where that is older than Node 22: to look costs the loading of all of `fetch`, in each
 * thread that draws.
 */
export function withoutFetch(): Plugin {
  return {
    name: 'qianyin-without-fetch',
    apply: 'build',
    transform(code, id) {
      if (!/[\\/]pdfjs-dist[\\/]legacy[\\/]build[\\/]pdf(?:\.worker)?\.mjs$/.test(id)) return null;
      if (!code.includes(polyfill)) this.error(`${id} has another polyfill by now`);
      return { code: code.replace(polyfill, 'if (false) {'), map: null };
    },
  };
}
