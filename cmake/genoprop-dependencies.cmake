# What genoprop links, looked up in one place: the build and the installed package both include this file, so that the two
# cannot drift apart. It stops nothing itself. It leaves behind
#   genoprop_missing_message   empty, or one line that names what is missing and how to get it
#   genoprop::blas             whichever BLAS serves here: its name differs from machine to machine, so it is never exported
#   genoprop::xtensor_blas     the headers of xtensor-blas
# xtensor-blas is taken by its header: its own package file also demands LAPACK, which genoprop never calls, and Conan
# Center has no such package at all.

unset(genoprop_missing_what)
unset(genoprop_missing_apt)
unset(genoprop_missing_vcpkg)
unset(genoprop_missing_conan)
unset(genoprop_missing_note)

# One thing that was looked for and not found; also used for the libraries of tests, examples and benchmarks.
macro(genoprop_lacks what apt vcpkg conan)
  list(APPEND genoprop_missing_what "${what}")
  list(APPEND genoprop_missing_apt "${apt}")
  list(APPEND genoprop_missing_vcpkg "${vcpkg}")
  list(APPEND genoprop_missing_conan "${conan}")
endmacro()

macro(genoprop_name_missing)
  set(genoprop_missing_message "")
  if(genoprop_missing_what)
    list(JOIN genoprop_missing_what ", " _genoprop_what)
    list(JOIN genoprop_missing_apt " " _genoprop_apt)
    list(JOIN genoprop_missing_vcpkg " " _genoprop_vcpkg)
    list(JOIN genoprop_missing_conan " " _genoprop_conan)
    if(NOT _genoprop_conan)
      set(_genoprop_conan ".")
    endif()
    set(genoprop_missing_message
        "genoprop needs ${_genoprop_what}: apt-get install ${_genoprop_apt} | vcpkg install ${_genoprop_vcpkg} | conan install ${_genoprop_conan} --build=missing${genoprop_missing_note}")
  endif()
endmacro()

# Targets found for a genoprop inside another project must be seen by that whole project. `genoprop_is_package` is set by
# the installed package, whose user decides the scope.
if(NOT genoprop_is_package)
  set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)
  set(_genoprop_scope GLOBAL)
else()
  set(_genoprop_scope "")
endif()

find_package(Threads QUIET)
if(NOT TARGET Threads::Threads)
  genoprop_lacks("a thread library" libc6-dev "" "")
endif()

find_package(ZLIB QUIET)
if(NOT TARGET ZLIB::ZLIB)
  genoprop_lacks(zlib zlib1g-dev zlib "--requires='zlib/[>=1.2.11]'")
endif()

find_package(nlohmann_json 3.9 CONFIG QUIET)
if(NOT TARGET nlohmann_json::nlohmann_json)
  genoprop_lacks(nlohmann-json nlohmann-json3-dev nlohmann-json "--requires='nlohmann_json/[>=3.9]'")
endif()

find_package(xtensor CONFIG QUIET)
if(NOT TARGET xtensor OR xtensor_VERSION VERSION_LESS 0.24 OR xtensor_VERSION VERSION_GREATER_EQUAL 0.28)
  genoprop_lacks("xtensor 0.24 to 0.27" libxtensor-dev xtensor "--requires='xtensor/[>=0.24 <0.28]'")
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 16 AND xtensor_VERSION VERSION_GREATER_EQUAL 0.27)
  genoprop_lacks("Clang 16 for xtensor ${xtensor_VERSION} (this is Clang ${CMAKE_CXX_COMPILER_VERSION}), or xtensor 0.24 to 0.26" clang-16
                 "xtensor at 0.26" "--requires='xtensor/0.26.0'")
endif()

if(NOT TARGET genoprop::xtensor_blas)
  find_path(GENOPROP_XTENSOR_BLAS_INCLUDE_DIR xtensor-blas/xblas_config.hpp
            HINTS "${CMAKE_CURRENT_LIST_DIR}/../../../include"  # our own copy, where the package had to bring one (Conan)
            DOC "Folder that holds xtensor-blas/")
  mark_as_advanced(GENOPROP_XTENSOR_BLAS_INCLUDE_DIR)
  if(NOT GENOPROP_XTENSOR_BLAS_INCLUDE_DIR AND GENOPROP_FETCH_XTENSOR_BLAS)
    include(FetchContent)
    # SOURCE_SUBDIR names a folder without a CMakeLists.txt: headers only, whose own build would ask for CMake 3.29.
    FetchContent_Declare(genoprop_xtensor_blas GIT_REPOSITORY https://github.com/xtensor-stack/xtensor-blas.git
                         GIT_TAG ${GENOPROP_FETCH_XTENSOR_BLAS_TAG} GIT_SHALLOW ON SOURCE_SUBDIR include)
    FetchContent_MakeAvailable(genoprop_xtensor_blas)
    set(GENOPROP_XTENSOR_BLAS_INCLUDE_DIR "${genoprop_xtensor_blas_SOURCE_DIR}/include")
    set(genoprop_fetched_xtensor_blas "${genoprop_xtensor_blas_SOURCE_DIR}")
  endif()
  if(GENOPROP_XTENSOR_BLAS_INCLUDE_DIR)
    add_library(genoprop::xtensor_blas INTERFACE IMPORTED ${_genoprop_scope})
    set_target_properties(genoprop::xtensor_blas PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${GENOPROP_XTENSOR_BLAS_INCLUDE_DIR}")
  else()
    genoprop_lacks(xtensor-blas libxtensor-blas-dev xtensor-blas "")
    set(genoprop_missing_note " (Conan has no xtensor-blas: -DGENOPROP_FETCH_XTENSOR_BLAS=ON fetches its headers)")
  endif()
endif()

# OpenBLAS under its own target (vcpkg, Conan), else what FindBLAS finds with OpenBLAS asked for first, else Debian's variables.
if(NOT TARGET genoprop::blas)
  find_package(OpenBLAS CONFIG QUIET)
  if(TARGET OpenBLAS::OpenBLAS)
    set(_genoprop_blas OpenBLAS::OpenBLAS)
  else()
    if(NOT DEFINED BLA_VENDOR)
      set(BLA_VENDOR OpenBLAS)
      find_package(BLAS QUIET)
      unset(BLA_VENDOR)
    endif()
    if(NOT TARGET BLAS::BLAS)
      find_package(BLAS QUIET)
    endif()
    if(TARGET BLAS::BLAS)
      set(_genoprop_blas BLAS::BLAS)
    else()
      set(_genoprop_blas ${OpenBLAS_LIBRARIES})
    endif()
  endif()
  if(_genoprop_blas)
    add_library(genoprop::blas INTERFACE IMPORTED ${_genoprop_scope})
    set_target_properties(genoprop::blas PROPERTIES INTERFACE_LINK_LIBRARIES "${_genoprop_blas}")
  else()
    genoprop_lacks("a BLAS" libopenblas-dev openblas "--requires='openblas/[>=0.3.20]'")
  endif()
  unset(_genoprop_blas)
endif()

genoprop_name_missing()
