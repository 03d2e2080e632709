// SPDX-License-Identifier: Apache-2.0
// libpq brings Kerberos, LDAP and OpenSSL along: to load them takes as long as a whole check of a
// small configuration. So nothing links with it; these stand for its functions, and load it when a
// store first asks for one.
#ifdef TLSLINT_HAS_POSTGRESQL
#include "audit/fleet/loaded.hpp"

#include <libpq-fe.h>

#define STANDS_FOR(result, name, parameters, arguments)                                            \
    TLSLINT_STANDS_FOR("libpq.so.5", result, name, parameters, arguments)

extern "C" {

STANDS_FOR(PGconn*, PQconnectdb, (const char* conninfo), (conninfo))
STANDS_FOR(void, PQfinish, (PGconn * conn), (conn))
STANDS_FOR(ConnStatusType, PQstatus, (const PGconn* conn), (conn))
STANDS_FOR(char*, PQerrorMessage, (const PGconn* conn), (conn))
STANDS_FOR(int, PQsetClientEncoding, (PGconn * conn, const char* encoding), (conn, encoding))
STANDS_FOR(PQnoticeProcessor, PQsetNoticeProcessor,
           (PGconn * conn, PQnoticeProcessor proc, void* arg), (conn, proc, arg))
STANDS_FOR(PGresult*, PQexec, (PGconn * conn, const char* query), (conn, query))
STANDS_FOR(PGresult*, PQexecParams,
           (PGconn * conn, const char* command, int count, const Oid* types,
            const char* const* values, const int* lengths, const int* formats, int result_format),
           (conn, command, count, types, values, lengths, formats, result_format))
STANDS_FOR(PGresult*, PQprepare,
           (PGconn * conn, const char* name, const char* query, int count, const Oid* types),
           (conn, name, query, count, types))
STANDS_FOR(PGresult*, PQexecPrepared,
           (PGconn * conn, const char* name, int count, const char* const* values,
            const int* lengths, const int* formats, int result_format),
           (conn, name, count, values, lengths, formats, result_format))
STANDS_FOR(int, PQsendQueryPrepared,
           (PGconn * conn, const char* name, int count, const char* const* values,
            const int* lengths, const int* formats, int result_format),
           (conn, name, count, values, lengths, formats, result_format))
STANDS_FOR(PGresult*, PQgetResult, (PGconn * conn), (conn))
STANDS_FOR(int, PQenterPipelineMode, (PGconn * conn), (conn))
STANDS_FOR(int, PQexitPipelineMode, (PGconn * conn), (conn))
STANDS_FOR(int, PQpipelineSync, (PGconn * conn), (conn))
STANDS_FOR(ExecStatusType, PQresultStatus, (const PGresult* result), (result))
STANDS_FOR(char*, PQresultErrorMessage, (const PGresult* result), (result))
STANDS_FOR(int, PQntuples, (const PGresult* result), (result))
STANDS_FOR(int, PQnfields, (const PGresult* result), (result))
STANDS_FOR(char*, PQfname, (const PGresult* result, int field), (result, field))
STANDS_FOR(Oid, PQftype, (const PGresult* result, int field), (result, field))
STANDS_FOR(char*, PQgetvalue, (const PGresult* result, int row, int field), (result, row, field))
STANDS_FOR(int, PQgetlength, (const PGresult* result, int row, int field), (result, row, field))
STANDS_FOR(int, PQgetisnull, (const PGresult* result, int row, int field), (result, row, field))
STANDS_FOR(void, PQclear, (PGresult * result), (result))
}
#endif
