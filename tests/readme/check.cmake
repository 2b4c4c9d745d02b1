# The README's code is cut from examples that run: every line of quickstart.cpp after its head comment, the struct of
# custom_crossover.cpp, and what table.cpp and predict.cpp do at their heart must stand there as they are.
file(READ "${ROOT}/README.md" readme)

function(require_in_readme what text)
  string(FIND "${readme}" "${text}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "README.md does not hold ${what} as it stands in examples/: cut it again")
  endif()
endfunction()

file(READ "${ROOT}/examples/quickstart.cpp" code)
string(FIND "${code}" "#include" start)
string(SUBSTRING "${code}" ${start} -1 code)
string(STRIP "${code}" code)
require_in_readme("quickstart.cpp" "${code}")

file(READ "${ROOT}/examples/custom_crossover.cpp" code)
string(FIND "${code}" "/// Takes stripes" start)
string(FIND "${code}" "static_assert" end)
math(EXPR length "${end} - ${start}")
string(SUBSTRING "${code}" ${start} ${length} code)
string(STRIP "${code}" code)
require_in_readme("the struct of custom_crossover.cpp" "${code}")

# from the line that holds `first` through the one that holds `last`, four blanks less deep
function(require_stretch example first last)
  file(READ "${ROOT}/examples/${example}" code)
  string(FIND "${code}" "    ${first}" start)
  string(SUBSTRING "${code}" ${start} -1 code)
  string(FIND "${code}" "${last}" end)
  string(LENGTH "${last}" length)
  math(EXPR end "${end} + ${length}")
  string(SUBSTRING "${code}" 0 ${end} code)
  string(REGEX REPLACE "(^|\n)    " "\\1" code "${code}")
  require_in_readme("the heart of ${example}" "${code}")
endfunction()
require_stretch(table.cpp "const auto table" ".settings = result.settings()})")
require_stretch(predict.cpp "const gp::Cell house" "{&price, 1})")
