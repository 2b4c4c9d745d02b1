#pragma once
// Scalar math with the same bits everywhere; see math_basic.hpp for the rules.

#include <genoprop/core/math_basic.hpp>
#include <genoprop/core/math_exp.hpp>
#include <genoprop/core/math_log.hpp>
#include <genoprop/core/math_normal.hpp>
#include <genoprop/core/math_trig.hpp>
