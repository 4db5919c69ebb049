-- Users as the scripts beside this file expect them, and two to play with.
-- Both passwords are "correct horse"; they are hashed by bcrypt with cost 10.
CREATE TABLE users (
  email          text PRIMARY KEY CHECK (email = lower(email)),
  password       text NOT NULL,
  nickname       text,
  email_verified boolean NOT NULL DEFAULT false
);

INSERT INTO users (email, password, nickname, email_verified)
VALUES
  ('ada@example.com', '$2b$10$W/ARUHXCrYzK/Av.sGJybesiayavxvtunchhkRxwwsUEiP/eHreX2', 'ada', true),
  ('grace@example.com', '$2b$10$se..pqxoX4jIyTOjeHDkGOzYu3c/tqsx8KiTgzTKj22AB2jVSbc76', 'amazing', false);
