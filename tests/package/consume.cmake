# cmake -D WAY= -D GENOPROP= -D BUILD= [-D COMPONENTS=] [-D EXPECT_ERROR=] [-D ARGUMENTS=] -P consume.cmake
# Builds the consumer from a clean folder and runs it. EXPECT_ERROR: configuration must stop, with this on one line.
cmake_minimum_required(VERSION 3.25)

if(WAY STREQUAL "find_package")
  set(place CMAKE_PREFIX_PATH)
else()
  set(place GENOPROP)
endif()

file(REMOVE_RECURSE "${BUILD}")
execute_process(
  COMMAND ${CMAKE_COMMAND} -S "${CMAKE_CURRENT_LIST_DIR}/consumer" -B "${BUILD}" -G "${GENERATOR}" -D CMAKE_CXX_COMPILER=${CXX}
          -D CMAKE_BUILD_TYPE=Debug -D WAY=${WAY} -D ${place}=${GENOPROP} -D COMPONENTS=${COMPONENTS} ${ARGUMENTS}
  RESULT_VARIABLE result OUTPUT_VARIABLE said ERROR_VARIABLE said)
if(EXPECT_ERROR)
  string(FIND "${said}" "${EXPECT_ERROR}" at)
  if(result EQUAL 0 OR at EQUAL -1)
    message(FATAL_ERROR " expected configuration to stop with one line: ${EXPECT_ERROR}\n got ${result}: ${said}")
  endif()
  return()
endif()
if(NOT result EQUAL 0)
  message(FATAL_ERROR " the consumer does not configure: ${said}")
endif()
if(said MATCHES "CMake (Deprecation )?Warning")
  message(FATAL_ERROR " the consumer's configuration warns: ${said}")
endif()

execute_process(COMMAND ${CMAKE_COMMAND} --build "${BUILD}" RESULT_VARIABLE result OUTPUT_VARIABLE said ERROR_VARIABLE said)
if(NOT result EQUAL 0)
  message(FATAL_ERROR " the consumer does not build: ${said}")
endif()
execute_process(COMMAND "${BUILD}/consumer" RESULT_VARIABLE result OUTPUT_VARIABLE said ERROR_VARIABLE said)
if(NOT result EQUAL 0 OR NOT said STREQUAL "genoprop ${VERSION} works\n")
  message(FATAL_ERROR " the consumer returned ${result} and said: ${said}")
endif()
