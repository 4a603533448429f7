package org.quietdrop.discovery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;

import javax.jmdns.ServiceInfo;
import javax.jmdns.impl.DNSOutgoing;
import javax.jmdns.impl.DNSQuestion;
import javax.jmdns.impl.DNSRecord;
import javax.jmdns.impl.DNSTaskStarter;
import javax.jmdns.impl.JmDNSImpl;
import javax.jmdns.impl.ServiceInfoImpl;
import javax.jmdns.impl.constants.DNSConstants;
import javax.jmdns.impl.constants.DNSRecordClass;
import javax.jmdns.impl.constants.DNSRecordType;

/**
 * JmDNS that hears only what the filter lets through, and that is thrown away rather than repaired
 * when something fails. It announces, answers and says goodbye; what others announce is read by the
 * filter. Leans on internals of JmDNS 3.6.5, whose version is therefore fixed.
 */
final class HardenedJmDNS extends JmDNSImpl {
    private final FilteredSocket ear;
    private final PacketSight sight;
    private final InetAddress home;
    private volatile boolean broken;

    /**
     * Opens the sockets and threads of one address; takes up to a second.
     *
     * @param named the address with {@code host} as its host name, so that no DNS server is asked
     * @throws IOException if the address cannot be used (now)
     */
    HardenedJmDNS(InetAddress named, String host, FilteredSocket ear, PacketSight sight)
            throws IOException {
        // Before super(): its constructor already starts the listener, which calls getSocket().
        this.ear = ear;
        this.sight = sight;
        this.home = named;
        super(named, host);
    }

    @Override
    public void send(DNSOutgoing out) throws IOException {
        super.send(out);
        if (!sight.open() || out.isEmpty()) return;
        InetSocketAddress to = out.getDestination();
        sight.sent(
                false,
                home,
                to == null ? getGroup() : to.getAddress(),
                to == null ? DNSConstants.MDNS_PORT : to.getPort(),
                out.data().length);
    }

    @Override
    public MulticastSocket getSocket() {
        ear.readFrom(super.getSocket());
        return ear;
    }

    /** JmDNS's own recovery can hang and leak threads; the watchdog opens a new one instead. */
    @Override
    public void recover() {
        broken = true;
    }

    /** False once it must be replaced. */
    boolean healthy() {
        return !broken && ear.listening() && !isCanceling() && !isCanceled() && !isClosed();
    }

    /** Asks the network once who offers the type. */
    void ask(String type) {
        try {
            DNSOutgoing out = new DNSOutgoing(DNSConstants.FLAGS_QR_QUERY);
            out.addQuestion(
                    DNSQuestion.newQuestion(
                            type,
                            DNSRecordType.TYPE_PTR,
                            DNSRecordClass.CLASS_IN,
                            DNSRecordClass.NOT_UNIQUE));
            send(out);
        } catch (IOException e) {
            broken = true;
        }
    }

    /**
     * Announces a registered service at once. JmDNS itself begins only after four seconds of
     * probing for name conflicts, which 96 random bits do not have (RFC 6762 section 8.1 allows
     * it).
     */
    void shout(ServiceInfo service) {
        sendRecords(service, DNSConstants.DNS_TTL);
    }

    /** Takes an announcement back: sends its records with no time left to live. */
    void sayGoodbye(ServiceInfo service) {
        sendRecords(service, 0);
    }

    private void sendRecords(ServiceInfo service, int ttl) {
        try {
            DNSOutgoing out =
                    new DNSOutgoing(DNSConstants.FLAGS_QR_RESPONSE | DNSConstants.FLAGS_AA);
            for (DNSRecord record :
                    ((ServiceInfoImpl) service)
                            .answers(
                                    DNSRecordClass.CLASS_ANY,
                                    DNSRecordClass.UNIQUE,
                                    ttl,
                                    getLocalHost())) {
                out.addAnswer(record, 0);
            }
            send(out);
        } catch (IOException e) {
            broken = true;
        }
    }

    /**
     * Ends its threads and sockets at once and without a goodbye. JmDNS's own close() takes two
     * seconds at best, can hang, and then keeps threads that hold up the end of the process.
     */
    void shutDown() {
        broken = true;
        cancelTimer();
        cancelStateTimer();
        MulticastSocket socket = super.getSocket();
        if (socket != null) {
            socket.close();
        }
        DNSTaskStarter.Factory.getInstance().disposeStarter(this);
    }
}
