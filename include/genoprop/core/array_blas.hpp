#pragma once
// Products through xtensor-blas, without its LAPACK part.

#include <genoprop/core/array.hpp>

// xtensor-blas 0.21 to 0.23 fall back to loops of their own, 60 times slower, unless they have seen HAVE_CBLAS before anything
// else of theirs.
#ifndef HAVE_CBLAS
#define HAVE_CBLAS 1
#endif
#include <xtensor-blas/xblas_config.hpp>
//
#include <xtensor-blas/xblas.hpp>
