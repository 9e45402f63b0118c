//! sufler-tester
