# cmake -D BUILD= -D STAGE= -D PREFIX= -D SOURCE= -P install.cmake: installs to STAGE, moves the tree to PREFIX, counts the headers.
cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE "${STAGE}" "${PREFIX}")
execute_process(COMMAND ${CMAKE_COMMAND} --install "${BUILD}" --prefix "${STAGE}" OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
file(RENAME "${STAGE}" "${PREFIX}")

file(GLOB_RECURSE ours RELATIVE "${SOURCE}/include" "${SOURCE}/include/*.hpp")
file(GLOB_RECURSE device RELATIVE "${SOURCE}/cuda" "${SOURCE}/cuda/*.cuh")
file(GLOB_RECURSE installed RELATIVE "${PREFIX}/include" "${PREFIX}/include/genoprop/*")
list(APPEND ours ${device})
list(REMOVE_ITEM ours ${installed})
if(ours)
  message(FATAL_ERROR "not installed: ${ours}")
endif()
