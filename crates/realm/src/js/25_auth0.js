// Auth0's custom database scripts: functions that call back, under names of their own. Each becomes a function of the
// contract. README.md has the table of what maps to what.

import { primordials } from "ext:core/mod.js";
import { op_realm_log } from "ext:core/ops";

const {
  ArrayPrototypePush,
  Error,
  FunctionPrototypeToString,
  ObjectDefineProperty,
  ObjectHasOwn,
  Promise,
  PromisePrototypeThen,
  ReflectApply,
  RegExpPrototypeExec,
  SafeRegExp,
  StringPrototypeIncludes,
} = primordials;

/** The names of Auth0's functions that are not the contract's. `contract/src/dialect.rs` has the same. */
export const AUTH0_NAMES = [
  "create",
  "getByEmail",
  "get_user",
  "remove",
  "verify",
  "changePassword",
  "change_password",
  "changeEmail",
];

function constant(target, name, value) {
  ObjectDefineProperty(target, name, { __proto__: null, value, writable: true, enumerable: false, configurable: true });
}

/** The credentials are wrong: the outcome is invalid_password. */
export class WrongUsernameOrPasswordError extends Error {
  #brand = true;
  constructor(username, message = "Wrong username or password") {
    super(message);
    this.username = username;
  }
  static is(value) {
    return typeof value === "object" && value !== null && #brand in value;
  }
}
constant(WrongUsernameOrPasswordError.prototype, "name", "WrongUsernameOrPasswordError");

/** The input is refused; the code user_exists makes the outcome already_exists. */
export class ValidationError extends Error {
  #brand = true;
  constructor(code, message = code) {
    super(message);
    this.code = code;
  }
  static is(value) {
    return typeof value === "object" && value !== null && #brand in value;
  }
}
constant(ValidationError.prototype, "name", "ValidationError");

/** The user may not go on. */
export class UnauthorizedError extends Error {}
constant(UnauthorizedError.prototype, "name", "UnauthorizedError");

function warn(text) {
  op_realm_log("warn", text);
}

// What Auth0's classes say, in the codes that the contract knows. Nobody but the caller sees the error after this.
function translated(error) {
  let code;
  if (WrongUsernameOrPasswordError.is(error)) code = "INVALID_PASSWORD";
  else if (ValidationError.is(error) && error.code === "user_exists") code = "USER_ALREADY_EXISTS";
  if (code !== undefined) {
    try {
      ObjectDefineProperty(error, "code", { __proto__: null, value: code, enumerable: true, configurable: true });
    } catch {
      // Frozen: it stays an error like any other.
    }
  }
  return error;
}

// The first word counts, whether it is the callback, a throw, or a promise: what comes later is logged. A promise that
// is fulfilled with undefined is no word: an async function that calls back returns one.
function called(name, fn, args) {
  return new Promise((resolve, reject) => {
    let over = false;
    const end = (act, value) => {
      over = true;
      act(value);
    };
    const failed = (error) => {
      if (over) warn(`${name} threw after it had called back: the callback counts`);
      else end(reject, translated(error));
    };
    const callback = (error, value) => {
      if (over) warn(`${name} called back more than once: the first time counts`);
      else if (error) end(reject, translated(error));
      else end(resolve, { __proto__: null, value });
    };
    let returned;
    try {
      const all = [];
      for (let i = 0; i < args.length; i++) ArrayPrototypePush(all, args[i]);
      ArrayPrototypePush(all, callback);
      returned = ReflectApply(fn, undefined, all);
    } catch (error) {
      failed(error);
      return;
    }
    if ((typeof returned !== "object" && typeof returned !== "function") || returned === null) return;
    try {
      PromisePrototypeThen(
        returned,
        (value) => {
          if (!over && value !== undefined) end(resolve, { __proto__: null, value });
        },
        failed,
      );
    } catch {
      // It was no promise: only the callback can say more.
    }
  });
}

async function answer(name, fn, args) {
  return (await called(name, fn, args)).value;
}

// Auth0 calls a user's id user_id.
function profile(user) {
  if (typeof user !== "object" || user === null || user.id !== undefined || user.user_id === undefined) return user;
  return { id: user.user_id, ...user };
}

function isAddress(id) {
  return typeof id === "string" && StringPrototypeIncludes(id, "@");
}

function who(query) {
  const name = query.email || query.username || query.phone || (isAddress(query.id) ? query.id : undefined);
  if (name) return name;
  throw new Error("Auth0's scripts find a user by e-mail address or user name, and the query has neither");
}

function addressOf(id) {
  if (isAddress(id)) return id;
  throw new Error("Auth0's scripts know users by their e-mail address, and this id is none");
}

function notFound() {
  const error = new Error("User not exists!");
  error.code = "USER_NOT_FOUND";
  return error;
}

const PARAMETERS = new SafeRegExp("^(?:async\\b\\s*)?(?:function\\b[^(]*)?\\(([^)]*)\\)");
const LAST = new SafeRegExp("(?:^|,)\\s*(?:callback|cb|done)\\s*,?\\s*$");

/** Whether a function's last parameter is a callback by its name. */
function callsBack(fn) {
  if (typeof fn !== "function") return false;
  const head = RegExpPrototypeExec(PARAMETERS, FunctionPrototypeToString(fn));
  return head !== null && RegExpPrototypeExec(LAST, head[1]) !== null;
}

/**
 * The contract's functions made of Auth0's. `found` has the script's functions by name, "*" being an exported nameless
 * one. Unless the dialect is `declared`, only functions whose last parameter is a callback count.
 */
export function adapt(found, declared) {
  const pick = (...names) => {
    for (let i = 0; i < names.length; i++) {
      const fn = ObjectHasOwn(found, names[i]) ? found[names[i]] : undefined;
      if (fn !== undefined && (declared || callsBack(fn))) return fn;
    }
    return undefined;
  };
  const login = pick("login", "*");
  const byEmail = pick("getByEmail", "get_user", "getUser", "*");
  const named = pick("getByEmail", "get_user", "getUser");
  const create = pick("create", "createUser", "*");
  const remove = pick("remove", "deleteUser", "*");
  const verify = pick("verify");
  const password = pick("changePassword", "change_password");
  const email = pick("changeEmail");
  const made = { __proto__: null };

  if (login !== undefined) {
    made.login = async (query, secret) => profile(await answer("login", login, [who(query), secret]));
    made.validatePassword = async (id, secret) => {
      await answer("login", login, [addressOf(id), secret]);
      return true;
    };
  }
  if (byEmail !== undefined) {
    made.getUser = async (query) => profile(await answer("getByEmail", byEmail, [who(query)])) ?? null;
  }
  if (create !== undefined) {
    made.createUser = async (userinfo) => {
      const user = profile(await answer("create", create, [userinfo]));
      if (typeof user === "object" && user !== null && user.id !== undefined) return user;
      if (named !== undefined) return profile(await answer("getByEmail", named, [who(userinfo)]));
      warn("create called back without a user, whose id nobody knows now: define getByEmail beside it, or pass the user");
      return undefined;
    };
  }
  if (remove !== undefined) {
    made.deleteUser = async (id) => (await answer("remove", remove, [id])) ?? true;
  }
  if (verify !== undefined || password !== undefined || email !== undefined) {
    made.updateUser = async (id, updates) => {
      const changed = { id };
      let address = addressOf(id);
      let done = false;
      const step = async (name, fn, args) => {
        if ((await answer(name, fn, args)) === false) throw notFound();
        done = true;
      };
      if (password !== undefined && typeof updates.password === "string") {
        await step("changePassword", password, [address, updates.password]);
      }
      if (email !== undefined && typeof updates.email === "string") {
        await step("changeEmail", email, [address, updates.email, updates.emailVerified === true]);
        address = updates.email;
        changed.email = address;
        if (updates.emailVerified !== undefined) changed.emailVerified = updates.emailVerified === true;
      } else if (verify !== undefined && updates.emailVerified === true) {
        await step("verify", verify, [address]);
        changed.emailVerified = true;
      }
      return done ? changed : null;
    };
  }
  return made;
}
