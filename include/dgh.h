/* dgh.h - the whole public interface of dgh. */
#ifndef DGH_H
#define DGH_H

#include "dgh/base.h"
#include "dgh/charges.h"
#include "dgh/d_band.h"
#include "dgh/density.h"
#include "dgh/difference.h"
#include "dgh/distribution.h"
#include "dgh/dos.h"
#include "dgh/free_atom.h"
#include "dgh/grid.h"
#include "dgh/io.h"
#include "dgh/modes.h"
#include "dgh/neighbours.h"
#include "dgh/order.h"
#include "dgh/order_file.h"
#include "dgh/partition.h"
#include "dgh/place.h"
#include "dgh/profile.h"
#include "dgh/read.h"
#include "dgh/record.h"
#include "dgh/report.h"
#include "dgh/run_density.h"
#include "dgh/sites.h"
#include "dgh/slab_sites.h"
#include "dgh/study.h"
#include "dgh/surface.h"
#include "dgh/symmetry.h"
#include "dgh/thermo.h"
#include "dgh/xc.h"

#endif
