# cmake -D KIND=static|shared -D SOURCE=… -D BUILD=… -D WORK=… -P run.cmake
function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    list(JOIN ARGV " " words)
    message(FATAL_ERROR "${words}\nended with ${result}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

set(toolchain -G ${GENERATOR} -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}
  -D CMAKE_BUILD_TYPE=${BUILD_TYPE})
set(stage ${WORK}/stage)
file(REMOVE_RECURSE ${stage} ${WORK}/downstream)

set(wants_shared OFF)
if(KIND STREQUAL shared)
  set(wants_shared ON)
endif()
if((BUILD_IS_SHARED AND wants_shared) OR (NOT BUILD_IS_SHARED AND NOT wants_shared))
  set(library_build ${BUILD})
else()
  set(library_build ${WORK}/library)
  run(${CMAKE_COMMAND} -S ${SOURCE} -B ${library_build} ${toolchain}
    -D BUILD_SHARED_LIBS=${wants_shared} -D RESUMULATOR_BUILD_TESTS=OFF -D RESUMULATOR_BUILD_APP=OFF
    -D RESUMULATOR_PRECOMPILE=ON -D CMAKE_CXX_FLAGS_DEBUG=-g1)
  run(${CMAKE_COMMAND} --build ${library_build} --parallel 2)
endif()
run(${CMAKE_COMMAND} --install ${library_build} --prefix ${stage})

run(${CMAKE_COMMAND} -S ${SOURCE}/tests/install/downstream -B ${WORK}/downstream ${toolchain}
  -D CMAKE_PREFIX_PATH=${stage} -D CMAKE_FIND_PACKAGE_PREFER_CONFIG=ON)
run(${CMAKE_COMMAND} --build ${WORK}/downstream)
run(${WORK}/downstream/uploader)
message(STATUS "${output}")

file(GLOB_RECURSE foreign ${stage}/include/*)
foreach(header IN LISTS foreign)
  if(NOT header MATCHES "/include/resumulator/[a-z_]+\\.hpp$")
    message(FATAL_ERROR "installed beside the public headers: ${header}")
  endif()
endforeach()
