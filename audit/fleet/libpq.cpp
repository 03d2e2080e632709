// SPDX-License-Identifier: Apache-2.0
// libpq brings Kerberos, LDAP and OpenSSL along: to load them takes as long as a whole check of a
// small configuration. So nothing links with it; these stand for its functions, and load it when a
// store first asks for one.
#ifdef TLSLINT_HAS_POSTGRESQL
#include "audit/fleet/loaded.hpp"

#include <libpq-fe.h>

#define REAL(name) TLSLINT_LOADED("libpq.so.5", name)

extern "C" {

PGconn* PQconnectdb(const char* conninfo) {
    REAL(PQconnectdb);
    return real(conninfo);
}
void PQfinish(PGconn* conn) {
    REAL(PQfinish);
    real(conn);
}
ConnStatusType PQstatus(const PGconn* conn) {
    REAL(PQstatus);
    return real(conn);
}
char* PQerrorMessage(const PGconn* conn) {
    REAL(PQerrorMessage);
    return real(conn);
}
int PQsetClientEncoding(PGconn* conn, const char* encoding) {
    REAL(PQsetClientEncoding);
    return real(conn, encoding);
}
PQnoticeProcessor PQsetNoticeProcessor(PGconn* conn, PQnoticeProcessor proc, void* arg) {
    REAL(PQsetNoticeProcessor);
    return real(conn, proc, arg);
}
PGresult* PQexec(PGconn* conn, const char* query) {
    REAL(PQexec);
    return real(conn, query);
}
PGresult* PQexecParams(PGconn* conn, const char* command, int count, const Oid* types,
                       const char* const* values, const int* lengths, const int* formats,
                       int result_format) {
    REAL(PQexecParams);
    return real(conn, command, count, types, values, lengths, formats, result_format);
}
PGresult* PQprepare(PGconn* conn, const char* name, const char* query, int count,
                    const Oid* types) {
    REAL(PQprepare);
    return real(conn, name, query, count, types);
}
PGresult* PQexecPrepared(PGconn* conn, const char* name, int count, const char* const* values,
                         const int* lengths, const int* formats, int result_format) {
    REAL(PQexecPrepared);
    return real(conn, name, count, values, lengths, formats, result_format);
}
int PQsendQueryPrepared(PGconn* conn, const char* name, int count, const char* const* values,
                        const int* lengths, const int* formats, int result_format) {
    REAL(PQsendQueryPrepared);
    return real(conn, name, count, values, lengths, formats, result_format);
}
PGresult* PQgetResult(PGconn* conn) {
    REAL(PQgetResult);
    return real(conn);
}
int PQenterPipelineMode(PGconn* conn) {
    REAL(PQenterPipelineMode);
    return real(conn);
}
int PQexitPipelineMode(PGconn* conn) {
    REAL(PQexitPipelineMode);
    return real(conn);
}
int PQpipelineSync(PGconn* conn) {
    REAL(PQpipelineSync);
    return real(conn);
}
ExecStatusType PQresultStatus(const PGresult* result) {
    REAL(PQresultStatus);
    return real(result);
}
char* PQresultErrorMessage(const PGresult* result) {
    REAL(PQresultErrorMessage);
    return real(result);
}
int PQntuples(const PGresult* result) {
    REAL(PQntuples);
    return real(result);
}
int PQnfields(const PGresult* result) {
    REAL(PQnfields);
    return real(result);
}
char* PQfname(const PGresult* result, int field) {
    REAL(PQfname);
    return real(result, field);
}
Oid PQftype(const PGresult* result, int field) {
    REAL(PQftype);
    return real(result, field);
}
char* PQgetvalue(const PGresult* result, int row, int field) {
    REAL(PQgetvalue);
    return real(result, row, field);
}
int PQgetlength(const PGresult* result, int row, int field) {
    REAL(PQgetlength);
    return real(result, row, field);
}
int PQgetisnull(const PGresult* result, int row, int field) {
    REAL(PQgetisnull);
    return real(result, row, field);
}
void PQclear(PGresult* result) {
    REAL(PQclear);
    real(result);
}
}
#endif
