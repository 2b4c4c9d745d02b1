#pragma once
// The only header that includes xtensor: up to 0.25 its headers lie flat, from 0.26 on in folders.

#include <genoprop/core/config.hpp>

#if __has_include(<xtensor/containers/xtensor.hpp>)
#include <xtensor/containers/xadapt.hpp>
#include <xtensor/containers/xarray.hpp>
#include <xtensor/containers/xtensor.hpp>
#include <xtensor/core/xmath.hpp>
#include <xtensor/views/xview.hpp>
#elif __has_include(<xtensor/xtensor.hpp>)
#include <xtensor/xadapt.hpp>
#include <xtensor/xarray.hpp>
#include <xtensor/xmath.hpp>
#include <xtensor/xtensor.hpp>
#include <xtensor/xview.hpp>
#else
#error "genoprop: xtensor is missing: apt install libxtensor-dev, vcpkg install xtensor, or conan install --requires=xtensor/0.25.0"
#endif
