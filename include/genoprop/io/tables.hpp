#pragma once
// Everything between a CSV file, or standardised arrays, and a model file; the umbrella leaves it to programs that need it.

#include <genoprop/data/csv.hpp>
#include <genoprop/data/encode.hpp>
#include <genoprop/data/scaled_features.hpp>
#include <genoprop/io/features_json.hpp>
#include <genoprop/io/safetensors.hpp>
