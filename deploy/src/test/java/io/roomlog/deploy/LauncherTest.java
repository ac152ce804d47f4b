package io.roomlog.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The launcher's search for a JDK, on a copy of the script with nothing to build and folders that look like JDKs.
@Timeout(60)
class LauncherTest {
    @TempDir
    Path folder;

    @BeforeEach
    void copyLauncher() throws IOException {
        Files.copy(Path.of("../roomlog"), folder.resolve("roomlog"));
        for (String module : new String[] {"common", "deploy"}) {
            Files.createDirectories(folder.resolve(module + "/src/main"));
            Files.createFile(folder.resolve(module + "/pom.xml"));
        }
        Files.createDirectory(folder.resolve(".mvn"));
        Files.createFile(folder.resolve("pom.xml"));
        Files.createDirectories(folder.resolve("deploy/target"));
        Files.createFile(folder.resolve("deploy/target/built.stamp"));
    }

    @Test
    void takesTheFirstOfTheUsualFoldersThatIsNewEnough() throws Exception {
        jdk("jvm/a-17", "17.0.15");
        jdk("jvm/b-25", "25.0.1");
        jdk("jvm/c-26", "26-ea");
        assertThat(launch(Map.of())).isEqualTo("b-25 io.roomlog.deploy.Roomlog token --sub alice");
    }

    @Test
    void goesByTheVersionNotByTheFoldersName() throws Exception {
        jdk("jvm/jdk-25", "8.0.402");
        jdk("jvm/zulu", "100");
        assertThat(launch(Map.of())).startsWith("zulu ");
    }

    @Test
    void javaHomeGoesBeforeTheFoldersUnlessItIsTooOld() throws Exception {
        jdk("jvm/a-25", "25");
        assertThat(launch(Map.of("JAVA_HOME", jdk("home", "25.0.2").toString())))
                .startsWith("home ");
        assertThat(launch(Map.of("JAVA_HOME", jdk("old", "21.0.5").toString()))).startsWith("a-25 ");
    }

    @Test
    void aHomeOfItsOwnThatIsTooOldIsRefusedByName() throws Exception {
        jdk("jvm/a-25", "25");
        Path old = jdk("old", "21.0.5");
        assertThat(launch(Map.of("ROOMLOG_JAVA_HOME", old.toString())))
                .isEqualTo("roomlog: ROOMLOG_JAVA_HOME: " + old + " is a JDK 21.0.5, needs 25 or newer");
    }

    @Test
    void tellsWhereItHasLookedAndWhatItHasFound() throws Exception {
        Path old = jdk("jvm/a-17", "17.0.15");
        assertThat(launch(Map.of()))
                .contains("no JDK 25 or newer found")
                .contains("ROOMLOG_JAVA_HOME, JAVA_HOME, the javac on the PATH")
                .contains(old + " is a JDK 17.0.15");
    }

    @Test
    void aRuntimeWithoutACompilerIsNone() throws Exception {
        Files.delete(jdk("jvm/a-25", "25").resolve("bin/javac"));
        assertThat(launch(Map.of())).contains("no JDK 25 or newer found");
    }

    /// A folder that looks like a JDK, whose `java` prints the folder's name and what it is to run.
    private Path jdk(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        String java = "#!/bin/bash\nwhile [[ $1 != io.* ]]; do shift; done\necho \"" + home.getFileName() + " $*\"\n";
        for (String tool : new String[] {"java", "javac"}) {
            Path file = Files.writeString(home.resolve("bin/" + tool), java);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return home;
    }

    private String launch(Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        "bash", folder.resolve("roomlog").toString(), "token", "--sub", "alice")
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("ROOMLOG_") || name.equals("JAVA_HOME"));
        builder.environment().put("PATH", pathWithoutJdks());
        builder.environment().put("ROOMLOG_JDK_ROOTS", folder.resolve("jvm").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.strip();
    }

    /// The tools that the launcher uses, and no `javac`.
    private String pathWithoutJdks() throws IOException {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool :
                new String[] {"bash", "cat", "dirname", "find", "flock", "mkdir", "readlink", "sed", "sort", "touch"}) {
            Path link = tools.resolve(tool);
            Path target = Path.of("/usr/bin", tool);
            if (!Files.exists(link)) {
                Files.createSymbolicLink(link, Files.exists(target) ? target : Path.of("/bin", tool));
            }
        }
        return tools.toString();
    }
}
