#include "base/error.h"

G_DEFINE_QUARK(emlens_error, eml_error)
