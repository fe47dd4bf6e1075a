# Warnings are a private matter of this project: never handed on to users.
add_library(resumulator_warnings INTERFACE)
target_compile_options(resumulator_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wswitch-enum -Wold-style-cast
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>
  $<$<BOOL:${RESUMULATOR_WERROR}>:-Werror>)
