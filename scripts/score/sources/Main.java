import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

public class Main {
  public static void main(String[] args) throws Exception {
    long total = 0;
    for (String name : List.of("data/f00", "data/f01")) total += Files.size(Path.of(name)) + Files.readAllBytes(Path.of(name)).length;
    // changed here
    System.out.println(total);
  }
}
