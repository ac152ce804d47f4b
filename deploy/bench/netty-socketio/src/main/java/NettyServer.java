import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketConfig;
import com.corundumstudio.socketio.SocketIOServer;
import io.netty.channel.epoll.Epoll;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// netty-socketio with the verbs join and publish, in memory. The first argument is the port (3200).
public final class NettyServer {
    private static final Map<String, Object> OK = Map.of("ok", true);

    private NettyServer() {}

    public static void main(String[] args) throws InterruptedException {
        Configuration configuration = new Configuration();
        configuration.setHostname("127.0.0.1");
        configuration.setPort(args.length == 0 ? 3200 : Integer.parseInt(args[0]));
        configuration.setUseLinuxNativeEpoll(Epoll.isAvailable());
        SocketConfig sockets = new SocketConfig();
        sockets.setReuseAddress(true);
        configuration.setSocketConfig(sockets);

        SocketIOServer server = new SocketIOServer(configuration);
        server.addEventListener("join", String.class, (client, room, ack) -> {
            client.joinRoom(room);
            ack.sendAckData(OK);
        });
        server.addMultiTypeEventListener(
                "publish",
                (client, data, ack) -> {
                    String room = data.get(0);
                    String event = data.get(1);
                    server.getRoomOperations(room).sendEvent(event, (Object) data.get(2));
                    ack.sendAckData(OK);
                },
                String.class,
                String.class,
                String.class);
        server.start();
        System.out.println("netty-socketio: listening on " + configuration.getPort() + ", "
                + (configuration.isUseLinuxNativeEpoll() ? "epoll" : "NIO"));
        new CountDownLatch(1).await();
    }
}
