// What all pages have in common: the headers that keep a browser from doing anything a page of ours does not ask for, the
// methods they take, and a limit on what is sent to them. Strict-Transport-Security is left to the proxy that ends TLS.

import { Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";

/** Forms are some lines long. */
const MAX_FORM_BYTES = 64 * 1024;

/** No script, nothing from elsewhere, no frame around it, and no token in a Referer header. */
const headers = secureHeaders({
  // No form-action: browsers hold a form's redirects to it too, and set-up's leads to GitHub's sign-in.
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'unsafe-inline'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: "DENY",
  // With no referrer at all, the Origin of set-up's form to GitHub would be null.
  referrerPolicy: "strict-origin",
  strictTransportSecurity: false,
  permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [], usb: [] },
});

/** Puts routes behind all that. Nothing is kept by browsers or proxies unless a page says so itself. */
export function guarded(
  routes: Hono,
  options: { readonly methods?: readonly string[]; readonly onError?: (error: unknown) => void } = {},
): Hono {
  const { methods = ["GET", "HEAD"], onError } = options;
  const app = new Hono();
  app.use(picturesTravel, headers, storeNothing, onlyMethods(methods));
  app.use(bodyLimit({ maxSize: MAX_FORM_BYTES }));
  app.route("/", routes);
  app.notFound((context) => context.text("There is nothing here.", 404));
  app.onError((error, context) => {
    // Thrown to be answered: a missing token, a body that is too long.
    if (error instanceof HTTPException) return error.getResponse();
    onError?.(error);
    return context.text("Something went wrong here.", 500);
  });
  return app;
}

const storeNothing: MiddlewareHandler = async (context, next) => {
  await next();
  if (!context.res.headers.has("cache-control")) context.header("cache-control", "no-store");
};

/** Pictures are made to stand in other sites' pages; nothing else may. */
const picturesTravel: MiddlewareHandler = async (context, next) => {
  await next();
  if (context.res.headers.get("content-type")?.startsWith("image/svg+xml") === true) {
    context.header("cross-origin-resource-policy", "cross-origin");
  }
};

function onlyMethods(methods: readonly string[]): MiddlewareHandler {
  return async (context, next) => {
    if (methods.includes(context.req.method)) return next();
    context.header("allow", methods.join(", "));
    return context.text("Not with this method.", 405);
  };
}
