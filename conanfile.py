import os
import re

from conan import ConanFile
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load


class GenopropConan(ConanFile):
    name = "genoprop"
    license = "MIT"
    description = "Populations of neural networks, trained and evolved: genetic-optimised distributed backpropagation"
    topics = ("neural-network", "genetic-algorithm", "neuroevolution", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    exports_sources = "CMakeLists.txt", "LICENSE", "cmake/*", "include/*", "cuda/*"
    implements = ["auto_header_only"]

    def set_version(self):
        header = load(self, os.path.join(self.recipe_folder, "include", "genoprop", "core", "config.hpp"))
        self.version = re.search(r'#define GENOPROP_VERSION "(.*)"', header).group(1)

    def layout(self):
        cmake_layout(self)

    def requirements(self):
        # Conan Center has no xtensor-blas: its headers are fetched and packed with ours (GENOPROP_FETCH_XTENSOR_BLAS).
        self.requires("xtensor/[>=0.24 <0.28]", transitive_headers=True)
        self.requires("openblas/[>=0.3.20]", transitive_headers=True, transitive_libs=True)
        self.requires("zlib/[>=1.2.11]", transitive_headers=True, transitive_libs=True)
        self.requires("nlohmann_json/[>=3.9]", transitive_headers=True)

    def generate(self):
        CMakeDeps(self).generate()
        toolchain = CMakeToolchain(self)
        for part in ("TESTS", "EXAMPLES", "BENCH"):
            toolchain.cache_variables["GENOPROP_BUILD_" + part] = False
        toolchain.cache_variables["GENOPROP_CUDA"] = "OFF"
        toolchain.cache_variables["GENOPROP_THRUST"] = "OFF"
        toolchain.cache_variables["GENOPROP_FETCH_XTENSOR_BLAS"] = True
        toolchain.generate()

    def build(self):
        CMake(self).configure()

    def package(self):
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        CMake(self).install()

    def package_info(self):
        # Our own package file serves every channel, so Conan writes none.
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs = [os.path.join("share", "cmake", "genoprop")]
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
