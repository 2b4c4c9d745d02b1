# genoprop::cuda: what programs with gpu::Cuda link. Created where it is asked for, by the build and by the installed package
# (component cuda), never exported: one package serves machines with and without a toolkit.
# Needs genoprop::genoprop and `genoprop_cuda_include`; leaves genoprop_cuda_missing empty or one sentence.

set(genoprop_cuda_missing "")
if(NOT TARGET genoprop::cuda)
  find_package(CUDAToolkit QUIET)
  if(NOT CUDAToolkit_FOUND)
    set(genoprop_cuda_missing "genoprop's component cuda needs the CUDA toolkit (nvcc, 12.0 or newer): put nvcc on PATH or set CUDACXX")
  else()
    add_library(genoprop::cuda INTERFACE IMPORTED ${_genoprop_scope})
    target_include_directories(genoprop::cuda INTERFACE "${genoprop_cuda_include}")
    target_link_libraries(genoprop::cuda INTERFACE genoprop::genoprop CUDA::cudart)
    # Contraction is off on the device too: one rounding, one form, on every machine.
    target_compile_options(genoprop::cuda INTERFACE $<$<COMPILE_LANG_AND_ID:CUDA,NVIDIA>:-fmad=false>)
    if(CMAKE_VERSION VERSION_LESS 3.25.2)  # does not know nvcc's C++20, and cxx_std_20 does not reach .cu files
      target_compile_options(genoprop::cuda INTERFACE $<$<COMPILE_LANG_AND_ID:CUDA,NVIDIA>:-std=c++20>)
    else()
      target_compile_features(genoprop::cuda INTERFACE cuda_std_20)
    endif()
  endif()
endif()
