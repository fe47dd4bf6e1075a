# Headers most sources need, compiled once a target: halves a build from nothing. Off for clang-tidy and by default, so that a
# missing include is still noticed.
option(RESUMULATOR_PRECOMPILE "Precompile common headers" OFF)

function(resumulator_precompile target)
  if(RESUMULATOR_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE <algorithm> <atomic> <chrono> <functional> <map> <memory> <mutex> <optional> <span>
                              <string> <string_view> <utility> <variant> <vector> ${ARGN})
  endif()
endfunction()
