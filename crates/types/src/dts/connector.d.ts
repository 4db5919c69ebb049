// The contract between the identity provider and a connection's scripts: what each function gets and must return.
// In a script:  /** @type {import('connector').UpdateUser} */  above the function types its parameters and its result.

declare module 'connector' {
  /** A user's id in the tenant's own database, as the scripts returned it. */
  export type Id = string | number;

  /** Who is asking. Always passed here; a provider may leave parts of it out, so read it with care. */
  export interface Context {
    userPoolId: string;
    userPoolName: string;
    /** The user pool's configuration. Its inner shape is not documented. */
    userPoolMetadata: Record<string, any>;
    /** The application the request came from. */
    appId: string;
    appName: string;
    /** The application's configuration. Its inner shape is not documented. */
    appMetadata: Record<string, any>;
    application: string;
    request: Request;
  }

  /** The end user's request. */
  export interface Request {
    ip: string;
    /** The place that the address suggests. */
    geo: Geo;
    /** The request's body. It may hold a password in plain text: do not log it. */
    body: Record<string, any>;
  }

  export interface Geo {
    province?: string;
    city?: string;
    adcode?: string;
    rectangle?: string;
    [key: string]: any;
  }

  /** M, F, or U for unknown. */
  export type Gender = 'M' | 'F' | 'U';

  /** The fields of a profile that are not its id. All may be absent or null. */
  export interface ProfileFields {
    /** Unique in the pool; letter case does not count. */
    email?: string | null;
    emailVerified?: boolean | null;
    phone?: string | null;
    phoneVerified?: boolean | null;
    phoneCountryCode?: string | null;
    /** Unique in the pool; letter case counts. */
    username?: string | null;
    nickname?: string | null;
    name?: string | null;
    givenName?: string | null;
    familyName?: string | null;
    middleName?: string | null;
    preferredUsername?: string | null;
    /** The address of a picture. */
    photo?: string | null;
    gender?: Gender | string | null;
    birthdate?: string | Date | null;
    company?: string | null;
    address?: string | null;
    formatted?: string | null;
    streetAddress?: string | null;
    locality?: string | null;
    region?: string | null;
    postalCode?: string | null;
    city?: string | null;
    province?: string | null;
    country?: string | null;
    profile?: string | null;
    website?: string | null;
    zoneinfo?: string | null;
    locale?: string | null;
    token?: string | null;
    externalId?: string | null;
    unionid?: string | null;
    openid?: string | null;
    loginsCount?: number | null;
    lastIp?: string | null;
    lastLogin?: string | Date | null;
    signedUp?: string | Date | null;
    createdAt?: string | Date | null;
    updatedAt?: string | Date | null;
    status?: 'Suspended' | 'Resigned' | 'Activated' | 'Archived' | string | null;
    blocked?: boolean | null;
    isDeleted?: boolean | null;
    [field: string]: any;
  }

  /** What scripts return for a user. The id must be a non-empty string or a finite number. */
  export interface Profile extends ProfileFields {
    id: Id;
  }

  /** A page of users. */
  export interface Page {
    /** How many users there are in all, not on this page. */
    totalCount: number;
    list: Profile[];
  }

  /** Which user to find. At least one key is set. */
  export interface Query {
    id?: string | null;
    email?: string | null;
    phone?: string | null;
    username?: string | null;
  }

  /** Which user logs in. At least one key is set. */
  export interface LoginQuery {
    email?: string | null;
    phone?: string | null;
    username?: string | null;
  }

  /** A new user. */
  export interface UserInfo extends ProfileFields {
    /** Plain text. Absent where the user signs up without one, by a code for instance. */
    password?: string | null;
  }

  /** The changed fields, and only these. */
  export interface Updates extends ProfileFields {
    /** Plain text: hash it before it is stored. */
    password?: string | null;
  }

  /** Checks a password. Throws `User not exists!` or `Password is not valid!`. */
  export type Login = (query: LoginQuery, password: string, context: Context) => Promise<Profile>;
  /** Finds one user; null when there is none. Must not throw for that. */
  export type GetUser = (query: Query, context: Context) => Promise<Profile | null>;
  /** An administrator's search for a piece of text. */
  export type SearchUser = (keyword: string, context: Context) => Promise<Page>;
  /** Adds a user. Throws `User already exists!`. */
  export type CreateUser = (userinfo: UserInfo, context: Context) => Promise<Profile>;
  /** Changes a user; null when none of the fields is one you keep. Throws `User not exists!`. */
  export type UpdateUser = (id: Id, updates: Updates, context: Context) => Promise<Profile | null>;
  /** Removes a user. Throws `User not exists!`. */
  export type DeleteUser = (id: Id, context: Context) => Promise<true>;
  /** One page of all users. Pages count from 1. */
  export type ListUsers = (page: number, limit: number, context: Context) => Promise<Page>;
  /** Whether a password is the user's own. Throws `User not exists!`. */
  export type ValidatePassword = (id: Id, password: string, context: Context) => Promise<boolean>;

  /** The eight actions by the names their functions must have. */
  export interface Actions {
    login: Login;
    getUser: GetUser;
    searchUser: SearchUser;
    createUser: CreateUser;
    updateUser: UpdateUser;
    deleteUser: DeleteUser;
    listUsers: ListUsers;
    validatePassword: ValidatePassword;
  }

  /** An error whose code decides the outcome, whatever its message says. */
  export interface ScriptError extends Error {
    code?: 'USER_NOT_FOUND' | 'USER_ALREADY_EXISTS' | 'INVALID_PASSWORD' | string;
  }
}
