# Warnings are a private matter of this project: never handed on to users.
add_library(resumulator_warnings INTERFACE)
target_compile_options(resumulator_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wswitch-enum -Wold-style-cast
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>
  # g++ 12 sees overlaps and overruns in optimised "text" + std::string (GCC bugs 105651, 105329), and values
  # that are not set in an optimised std::optional.
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict$<SEMICOLON>-Wno-array-bounds$<SEMICOLON>-Wno-stringop-overflow$<SEMICOLON>-Wno-stringop-overread$<SEMICOLON>-Wno-maybe-uninitialized>
  $<$<BOOL:${RESUMULATOR_WERROR}>:-Werror>)
