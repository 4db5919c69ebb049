const login = (email, password, done) => {
  setTimeout(() => done(new ValidationError('locked', 'Come back later')), 5);
};
