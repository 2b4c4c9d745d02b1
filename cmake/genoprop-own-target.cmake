# What every program of this repository gets and no user does: warnings, sanitizers.

set(GENOPROP_SANITIZE "" CACHE STRING "Sanitizers for our own programs: address,undefined or thread")
option(GENOPROP_WARNINGS_AS_ERRORS "Stop at the first warning of our own programs" OFF)

function(genoprop_own_target name)
  if(NOT ARGN)
    set(ARGN genoprop::genoprop)
  endif()
  target_link_libraries(${name} PRIVATE ${ARGN})
  target_compile_options(${name} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU,Clang>:-Wall;-Wextra;-Wshadow>)
  # GCC 12 and 13 see uninitialised members in xtensor's containers once they are inlined into our code.
  target_compile_options(${name} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-maybe-uninitialized>)
  # GCC collects its garbage from 128 MB on; templates need more: a tenth of the time.
  target_compile_options(${name} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:--param=ggc-min-heapsize=400000>)
  # nvcc calls members unused that only a concept asks for.
  target_compile_options(${name} PRIVATE $<$<COMPILE_LANG_AND_ID:CUDA,NVIDIA>:-diag-suppress=177>)
  set_target_properties(${name} PROPERTIES CXX_EXTENSIONS OFF COMPILE_WARNING_AS_ERROR ${GENOPROP_WARNINGS_AS_ERRORS})
  if(GENOPROP_SANITIZE)
    target_compile_options(${name} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${GENOPROP_SANITIZE};-fno-sanitize-recover=all;-fno-omit-frame-pointer;-g1>)
    target_link_options(${name} PRIVATE -fsanitize=${GENOPROP_SANITIZE})
  endif()
endfunction()

# Optimisation of our own programs, whatever CMAKE_CXX_FLAGS_RELEASE says: the last -O wins. Debug builds keep theirs.
# Sanitized programs are for finding faults: tests at -O0 compile in half the time of -O1; examples train for longer.
function(genoprop_optimise name level)
  if(GENOPROP_SANITIZE)
    if(level GREATER 1)
      set(level 1)
    else()
      set(level 0)
    endif()
  endif()
  target_compile_options(${name} PRIVATE $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<NOT:$<CONFIG:Debug>>>:-O${level}>)
endfunction()
