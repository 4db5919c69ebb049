//! require('bcrypt') and require('bcryptjs').
