// The headers that nearly every test includes; compiled once for all.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pch.h"
