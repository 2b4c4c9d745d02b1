# cmake -D CXX= -D FLAGS= -D TEMP=folder -P selftest.cmake: the check above is red where it must be.
cmake_minimum_required(VERSION 3.25)

function(expect text sentence)  # sentence: what check.cmake must complain about, empty for a pass
  file(WRITE "${TEMP}/case.cpp" "${text}\n")
  execute_process(COMMAND ${CMAKE_COMMAND} -D CXX=${CXX} -D FLAGS=${FLAGS} -D SOURCE=${TEMP}/case.cpp -P "${CMAKE_CURRENT_LIST_DIR}/check.cmake"
                  RESULT_VARIABLE result ERROR_VARIABLE said OUTPUT_VARIABLE said)
  string(FIND "${said}" "${sentence}" at)
  if(sentence AND (result EQUAL 0 OR at EQUAL -1))
    message(SEND_ERROR "expected a red test with '${sentence}', got ${result}: ${said}\n${text}")
  elseif(NOT sentence AND NOT result EQUAL 0)
    message(SEND_ERROR "expected a green test, got: ${said}\n${text}")
  endif()
endfunction()

set(note "// expect-error: seven is odd")
expect("${note}\nstatic_assert(7 % 2 == 0, \"seven is odd\");" "")
expect("${note}\nint x = 0;" "it compiled")
expect("${note}\nint x = seven is odd;" "refused, but not with")
expect("int x = 0;" "no line '// expect-error")
expect("${note}\n// compiles-with: -DFIXED\n#ifndef FIXED\nstatic_assert(7 % 2 == 0, \"seven is odd\");\n#endif" "")
expect("${note}\n// compiles-with: -DFIXED\nstatic_assert(7 % 2 == 0, \"seven is odd\");" "does not compile with -DFIXED either")
