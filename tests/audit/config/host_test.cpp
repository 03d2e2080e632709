// SPDX-License-Identifier: Apache-2.0
#include "audit/config/host.hpp"

#include <gtest/gtest.h>

namespace tlslint::config {
namespace {

std::string spell(const std::vector<Installed>& found) {
    std::string text;
    for (const Installed& one : found) text += one.server + " " + one.path + "\n";
    return text;
}

TEST(Host, FindsOneConfigurationOfEachServer) {
    EXPECT_EQ(spell(installed_servers(FileSystem::memory({
                  {"/etc/nginx/nginx.conf", ""},
                  {"/usr/local/nginx/conf/nginx.conf", ""},
                  {"/etc/httpd/conf/httpd.conf", ""},
                  {"/etc/haproxy/haproxy.cfg", ""},
              }))),
              "nginx /etc/nginx/nginx.conf\napache /etc/httpd/conf/httpd.conf\n"
              "haproxy /etc/haproxy/haproxy.cfg\n");
    EXPECT_EQ(spell(installed_servers(FileSystem::memory({{"/etc/nginx/other.conf", ""}}))), "");
}

TEST(Host, ReadsCommandLines) {
    struct Case {
        std::vector<std::string_view> words;
        std::string found;
    };
    const Case cases[] = {
        {{"nginx: master process /usr/sbin/nginx -g daemon on; -c /srv/n.conf"},
         "nginx /srv/n.conf\n"},
        {{"nginx: worker process"}, ""},
        {{"/usr/sbin/nginx", "-c", "/srv/n.conf"}, "nginx /srv/n.conf\n"},
        {{"/usr/sbin/haproxy", "-Ws", "-f", "/a.cfg", "-p", "/run/x", "-f", "/b.cfg"},
         "haproxy /a.cfg\nhaproxy /b.cfg\n"},
        {{"/usr/sbin/apache2", "-k", "start"}, ""},
        {{"httpd", "-f", "conf/httpd.conf"}, ""},
        {{"vim", "-c", "/etc/nginx/nginx.conf"}, ""},
        {{"haproxy", "-f"}, ""},
        {{}, ""},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.words.empty() ? "" : c.words.front());
        EXPECT_EQ(spell(configurations_of(c.words)), c.found);
    }
}

}  // namespace
}  // namespace tlslint::config
