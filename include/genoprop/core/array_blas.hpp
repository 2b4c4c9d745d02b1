#pragma once
// The product of xtensor-blas.

#include <genoprop/core/array.hpp>

// xtensor-blas 0.21 to 0.23 fall back to loops of their own, 60 times slower, unless they have seen HAVE_CBLAS before anything
// else of theirs.
#ifndef HAVE_CBLAS
#define HAVE_CBLAS 1
#endif
#include <xtensor-blas/xblas_config.hpp>
//
// The product alone: xblas.hpp brings every BLAS and LAPACK wrapper, a fifth of a second in every program.
#include <complex>
#include <xflens/cxxblas/drivers/drivers.h>
#include <xflens/cxxblas/drivers/drivers.tcc>
#include <xflens/cxxblas/level3/gemm.tcc>
