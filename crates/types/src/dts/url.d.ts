// require('url').

declare module 'url' {
  /** The parts that the older functions know. */
  interface UrlParts {
    auth?: string | null;
    hash?: string | null;
    host?: string | null;
    hostname?: string | null;
    href?: string;
    path?: string | null;
    pathname?: string | null;
    port?: string | number | null;
    protocol?: string | null;
    query?: string | null | Record<string, any>;
    search?: string | null;
    slashes?: boolean | null;
  }
  class Url implements UrlParts {
    auth: string | null;
    hash: string | null;
    host: string | null;
    hostname: string | null;
    href: string;
    path: string | null;
    pathname: string | null;
    port: string | null;
    protocol: string | null;
    query: any;
    search: string | null;
    slashes: boolean | null;
    format(): string;
    parse(address: string, parseQuery?: boolean, slashesDenoteHost?: boolean): this;
    resolve(relative: string): string;
    resolveObject(relative: string | UrlParts): Url;
  }
  type FormatOptions = { auth?: boolean; fragment?: boolean; search?: boolean; unicode?: boolean };

  const url: {
    URL: typeof URL;
    URLSearchParams: typeof URLSearchParams;
    Url: typeof Url;
    /** @deprecated Use `new URL(address)`. */
    parse(address: string, parseQuery?: boolean, slashesDenoteHost?: boolean): Url;
    format(address: string | UrlParts | URL, options?: FormatOptions): string;
    resolve(from: string, to: string): string;
    resolveObject(from: string | UrlParts, to: string | UrlParts): Url;
    domainToASCII(domain: string): string;
    domainToUnicode(domain: string): string;
    fileURLToPath(address: string | URL): string;
    pathToFileURL(path: string): URL;
    urlToHttpOptions(address: URL): Record<string, any>;
  };
  export = url;
}
