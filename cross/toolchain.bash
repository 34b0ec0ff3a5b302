# What the scripts that call the toolchain's own compilers have in common; to be sourced.

# Prints the folder with what Swift needs at run time and for Embedded; two folders above it is the toolchain's own `bin`.
swift_resources() {
  swiftc -print-target-info | sed -n 's/^ *"runtimeResourcePath": *"\(.*\)".*/\1/p'
}
