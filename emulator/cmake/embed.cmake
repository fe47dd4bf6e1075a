# Text files become C++ string pieces at build time, without any tool but CMake.
#
# Called by include():  resumulator_embed(<layer> <out.inc> TEXTS <files…>)   each file is one entry of a table
# Called with -P:       -DOUT=… -DTABLE=… -DROOT=… -DFILES=a|b|c   writes `constexpr BuiltinFile TABLE[] = {{name, text}, …};`
# An entry's name is its path below ROOT without ".json".

if(CMAKE_SCRIPT_MODE_FILE)
  set(piece_bytes 8000) # well below what compilers take as one literal
  string(REPLACE "|" ";" files "${FILES}")
  set(code "// Written by cmake/embed.cmake.\n")
  set(rows "")
  set(number 0)
  foreach(file IN LISTS files)
    file(READ "${file}" text)
    string(FIND "${text}" ")EMBEDDED\"" delimiter)
    if(NOT delimiter EQUAL -1)
      message(FATAL_ERROR "${file} holds the mark that ends a piece")
    endif()
    file(RELATIVE_PATH name "${ROOT}" "${file}")
    string(REGEX REPLACE "\\.json$" "" name "${name}")
    string(LENGTH "${text}" length)
    string(APPEND code "constexpr std::string_view ${TABLE}Text${number} =")
    set(at 0)
    while(at LESS length OR at EQUAL 0)
      string(SUBSTRING "${text}" ${at} ${piece_bytes} piece)
      string(APPEND code "\n    R\"EMBEDDED(${piece})EMBEDDED\"")
      math(EXPR at "${at} + ${piece_bytes}")
    endwhile()
    string(APPEND code ";\n")
    string(APPEND rows "    {\"${name}\", ${TABLE}Text${number}},\n")
    math(EXPR number "${number} + 1")
  endforeach()
  string(APPEND code "constexpr std::array<BuiltinFile, ${number}> ${TABLE} = {{\n${rows}}};\n")
  file(WRITE "${OUT}" "${code}")
  return()
endif()

set(RESUMULATOR_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

# Adds `include` (a path as sources write it) to a layer; it holds TABLE, sorted by name.
function(resumulator_embed layer include table root)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/generated/${include})
  list(SORT ARGN)
  string(REPLACE ";" "|" files "${ARGN}")
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DTABLE=${table} -DROOT=${root} -DFILES=${files} -P ${RESUMULATOR_EMBED_SCRIPT}
    DEPENDS ${ARGN} ${RESUMULATOR_EMBED_SCRIPT}
    COMMENT "Embedding ${include}" VERBATIM)
  target_sources(resumulator_${layer} PRIVATE ${out})
  target_include_directories(resumulator_${layer} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/generated)
endfunction()
