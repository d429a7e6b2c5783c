/* What the examples do with a packet. Nothing here has to do with AF_XDP. */
#include <net/ethernet.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <netinet/udp.h>
#include <stdbool.h>
#include <string.h>

#define ECHO_PORT 7

static void swap(void *left, void *right, size_t size)
{
	char bytes[ETHER_ADDR_LEN];

	memcpy(bytes, left, size);
	memcpy(left, right, size);
	memcpy(right, bytes, size);
}

/*
 * Turns a ping, or an IPv4 datagram for UDP port 7, into the answer to it, in place. False: it is
 * neither, and was left as it is. Swapping addresses and ports changes no checksum, as a sum does
 * not depend on the order.
 */
static bool make_answer(void *packet, size_t length)
{
	struct ether_header *ethernet = packet;
	struct iphdr *ip = (void *)(ethernet + 1);
	struct icmphdr *icmp = (void *)(ip + 1);
	struct udphdr *udp = (void *)(ip + 1);

	if (length < sizeof(*ethernet) + sizeof(*ip) + sizeof(*udp) ||
	    ethernet->ether_type != htons(ETHERTYPE_IP) || ip->version != 4 || ip->ihl != 5 ||
	    (ip->frag_off & htons(IP_MF | IP_OFFMASK)))
		return false;

	if (ip->protocol == IPPROTO_ICMP && icmp->type == ICMP_ECHO) {
		/* the type is the upper byte of a word: 8 less there is 8 more in the complement */
		unsigned int sum = ntohs(icmp->checksum) + (ICMP_ECHO << 8);

		icmp->type = ICMP_ECHOREPLY;
		icmp->checksum = htons(sum + (sum >> 16));
	} else if (ip->protocol == IPPROTO_UDP && udp->dest == htons(ECHO_PORT)) {
		swap(&udp->source, &udp->dest, sizeof(udp->source));
	} else {
		return false;
	}
	swap(ethernet->ether_shost, ethernet->ether_dhost, ETHER_ADDR_LEN);
	swap(&ip->saddr, &ip->daddr, sizeof(ip->saddr));
	return true;
}
