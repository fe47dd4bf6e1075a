# The product's objects are checked for all that is asked; the tests' own are not checked for undefined
# behaviour, which is half of what building them under these sanitizers costs.
add_library(resumulator_sanitizers INTERFACE)
add_library(resumulator_test_sanitizers INTERFACE)
if(RESUMULATOR_SANITIZE)
  set(sanitize -fsanitize=${RESUMULATOR_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_compile_options(resumulator_sanitizers INTERFACE ${sanitize})
  target_link_options(resumulator_sanitizers INTERFACE -fsanitize=${RESUMULATOR_SANITIZE})
  target_compile_options(resumulator_test_sanitizers INTERFACE ${sanitize} -fno-sanitize=undefined)
  target_link_options(resumulator_test_sanitizers INTERFACE -fsanitize=${RESUMULATOR_SANITIZE})
endif()
