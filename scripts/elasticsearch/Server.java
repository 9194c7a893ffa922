package shelfwise;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/** One node of Elasticsearch in this process, on the loopback alone: Server HOME FOLDER PORT. */
public final class Server {
  private Server() {}

  public static void main(String[] arguments) throws Exception {
    LogConfigurator.configureESLogging();
    LogConfigurator.configureWithoutConfig(Settings.builder().put("logger.level", "WARN").build());
    Path folder = Path.of(arguments[1]);
    Environment environment =
        InternalSettingsPreparer.prepareEnvironment(
            settings(arguments[0], folder, arguments[2]),
            Map.of(),
            folder.resolve("config"),
            () -> "one");
    // Plugins are found on the class path: the server's own modules are not layered here.
    PluginsLoader plugins =
        PluginsLoader.createPluginsLoader(
            PluginsLoader.loadModulesBundles(environment.modulesDir()), Set.of(), Map.of(), false);
    Node node = new Node(environment, plugins);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node)));
    node.start();
    new CountDownLatch(1).await();
  }

  private static Settings settings(String home, Path folder, String port) {
    return Settings.builder()
        .put("path.home", home)
        .put("path.data", folder.resolve("data").toString())
        .put("path.logs", folder.resolve("logs").toString())
        .put("cluster.name", "shelfwise-tests")
        .put("node.name", "one")
        .put("discovery.type", "single-node")
        .put("network.host", "127.0.0.1")
        .put("http.port", port)
        .put("transport.port", "0")
        // The disk of a test machine is as full as it is, and a misspelt index must not come to be.
        .put("cluster.routing.allocation.disk.threshold_enabled", false)
        .put("action.auto_create_index", false)
        .build();
  }

  private static void close(Node node) {
    try {
      node.close();
    } catch (java.io.IOException error) {
      error.printStackTrace();
    }
  }
}
