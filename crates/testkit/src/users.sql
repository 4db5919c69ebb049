-- The table that the published scripts are written for.
CREATE TABLE users (
    id serial PRIMARY KEY,
    email text UNIQUE,
    name text,
    username text UNIQUE,
    phone text UNIQUE,
    nickname text,
    gender text,
    address text,
    company text,
    birthdate text,
    website text,
    token text,
    password text,
    photo text,
    email_verified boolean NOT NULL DEFAULT false,
    phone_verified boolean NOT NULL DEFAULT false,
    logins_count integer NOT NULL DEFAULT 0,
    last_ip text
);

-- Alice's and Bob's password is "correct horse", at bcrypt's lowest cost.
INSERT INTO users (email, name, username, phone, nickname, password) VALUES
    ('alice@example.com', 'Alice Arden', 'alice', '+441632960001', 'Al', '$2b$04$/XcWOUdp5/3/jwZaDVJ5pOI5.baUrkS5TIstTILMb/sovGld1oULG'),
    ('bob@example.com', 'Bob Brook', 'bob', '+441632960002', 'Bobby', '$2b$04$/XcWOUdp5/3/jwZaDVJ5pOI5.baUrkS5TIstTILMb/sovGld1oULG'),
    ('carol@example.com', 'Carol Crane', 'carol', NULL, NULL, NULL);
