//! Only the bench `pages` is of interest here.
