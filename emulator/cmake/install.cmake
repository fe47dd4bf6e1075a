# Install rules and the package: find_package(resumulator), then link resumulator::resumulator.
# Proven by tests/install, static and shared.
option(RESUMULATOR_INSTALL "Install rules for the library, its headers and the program" ${PROJECT_IS_TOP_LEVEL})
if(NOT RESUMULATOR_INSTALL)
  return()
endif()
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/resumulator)
set_target_properties(resumulator PROPERTIES
  VERSION ${PROJECT_VERSION}
  SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
install(TARGETS resumulator EXPORT resumulator-targets FILE_SET HEADERS)
install(EXPORT resumulator-targets NAMESPACE resumulator:: DESTINATION ${package_dir})

get_target_property(library_type resumulator TYPE)
set(RESUMULATOR_IS_STATIC FALSE)
if(library_type STREQUAL STATIC_LIBRARY)
  set(RESUMULATOR_IS_STATIC TRUE)
endif()
configure_package_config_file(
  ${CMAKE_CURRENT_LIST_DIR}/resumulator-config.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/resumulator-config.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(
  ${CMAKE_CURRENT_BINARY_DIR}/resumulator-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/resumulator-config.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/resumulator-config-version.cmake
  DESTINATION ${package_dir})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})

if(TARGET resumulator_app)
  if(NOT RESUMULATOR_IS_STATIC)
    file(RELATIVE_PATH to_lib ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR})
    set_target_properties(resumulator_app PROPERTIES INSTALL_RPATH "$ORIGIN/${to_lib}")
  endif()
  install(TARGETS resumulator_app RUNTIME COMPONENT program)
endif()
