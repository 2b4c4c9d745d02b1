#pragma once
// Everything between a CSV file and a model file; the umbrella leaves it to programs that have tables.

#include <genoprop/data/csv.hpp>
#include <genoprop/data/encode.hpp>
#include <genoprop/io/features_json.hpp>
#include <genoprop/io/safetensors.hpp>
