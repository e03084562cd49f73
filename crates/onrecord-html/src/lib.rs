//! HTML bytes to a tree whose nodes know their bytes.
