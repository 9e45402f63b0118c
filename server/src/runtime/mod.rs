//! Workers, outbox, effects, accounts and the libraries of flows and knowledge.
